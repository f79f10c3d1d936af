/**
 * The fixed first bytes of every VALIDATION.md: by them the tool knows its own file. Never change a byte: existing
 * roots would turn foreign, and bin/verify-evidence.sh holds their digest.
 */
export const preamble = `# Validation record

Every section below is one run of \`naver-sms\`: what was asked, each call that was made, what came back, and the verdict.
The tool appends; nobody edits. What was not observed is not here, and what a person merely says is marked *claimed*.
A heading that begins with SIMULATED is a rehearsal: true about our code, and no evidence about AWS.

This file is the readable view. The truth is \`docs/validation/ledger.jsonl\`, where every line carries the SHA-256 of the
line before it and every section here is bound by its digest. To check all of it, any of these will do:

    naver-sms evidence verify
    bash bin/verify-evidence.sh VALIDATION.md

The second needs no Node, only bash, sha256sum (or shasum) and ssh-keygen. How to check by hand: \`docs/evidence-format.md\`.
To add a remark use \`naver-sms evidence note\`; text that was typed in here makes the record fail its check.
`;

/** The same as bytes. */
export const preambleBytes = Buffer.from(preamble);
