import { startContainer } from './container.ts';
import type { UnpackedImage } from './unpacked-image.ts';

export interface ProgramEnd {
  readonly lines: readonly string[];
  readonly code: number | null;
}

/** Runs Node in the image by its launcher (or any other program, not launched) to its end. */
export async function runProgram(
  image: UnpackedImage,
  words: readonly string[],
  {
    isLaunched = true,
    environment = {},
  }: { isLaunched?: boolean; environment?: Readonly<Record<string, string>> } = {},
): Promise<ProgramEnd> {
  const lines: string[] = [];
  const container = startContainer(image, {
    words: isLaunched ? [...image.entrypoint, ...words] : words,
    environment,
    onLine: (line) => lines.push(line),
  });
  const { code } = await container.ended;
  return { lines, code };
}
