import { imageFilling } from '../../bin/image/image-size.ts';
import { startIn } from '../image/container.ts';
import { type UnpackedImage, unpackImage, whyNoImage } from '../image/unpacked-image.ts';
import { dayMs, inventedBooking } from '../lambda/invented-bookings.ts';
import { type Invoked, scheduledEvent, startLambdaWorld } from '../lambda/lambda-world.ts';
import { type Figure, median } from './measure.ts';

const rounds = 5;
const messages = 40;

/** The image on a base of this machine's own, and its cold runs in a container. Nothing where it cannot be built here. */
export async function benchImage(): Promise<readonly Figure[]> {
  const missing = whyNoImage();
  if (missing !== null) return [{ what: 'the image', measured: `not measured: ${missing}`, aim: '-' }];
  const image = await unpackImage();
  try {
    const runs: Invoked[] = [];
    for (let round = 0; round < rounds; round += 1) runs.push(await coldRun(image));
    return [
      ...sizes(image),
      {
        what: 'init in the container',
        measured: `${median(runs.map(({ initMs }) => initMs ?? Number.NaN)).toFixed(0)} ms`,
        aim: 'under 400 ms',
      },
      {
        what: `peak RSS in the container without a browser, ${messages} messages sent`,
        measured: `${median(runs.map(({ maxMemoryMb }) => maxMemoryMb)).toFixed(0)} MB`,
        aim: 'under 150 MB',
      },
    ];
  } finally {
    image.remove();
  }
}

function sizes({ built }: UnpackedImage): readonly Figure[] {
  const { megabytes, fillings } = imageFilling(built.builder, built.tag, built.parts);
  const filled = fillings.map((part) => `${part.what} ${part.megabytes.toFixed(0)}`).join(', ');
  return [
    { what: 'image, uncompressed', measured: `${megabytes.toFixed(0)} MB: ${filled}`, aim: 'under 400 MB' },
  ];
}

async function coldRun(image: UnpackedImage): Promise<Invoked> {
  const bookings = Array.from({ length: messages }, (_, index) => inventedBooking(index + 1, 2 * dayMs));
  const world = await startLambdaWorld({ bookings, start: startIn(image) });
  try {
    await world.approve();
    const run = await world.invoke(scheduledEvent);
    const sent = world.outside.sensMessages.length;
    if (sent !== messages) throw new Error(`the run sent ${sent} of ${messages} messages`);
    return run;
  } finally {
    await world.stop();
  }
}
