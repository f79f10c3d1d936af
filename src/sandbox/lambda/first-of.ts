/** The first that settles, or the limit's value after so many real milliseconds; the timer does not outlive it. */
export async function firstOf<Result>(
  racers: readonly Promise<Result>[],
  limit: { readonly ms: number; readonly value: Result },
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve(limit.value), limit.ms);
  });
  try {
    return await Promise.race([...racers, late]);
  } finally {
    clearTimeout(timer);
  }
}
