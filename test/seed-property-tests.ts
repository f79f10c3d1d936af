import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a red build is a change of ours and never of the dice.
 * FAST_CHECK_SEED looks at other cases: what it finds becomes a test of its own.
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_121) });
