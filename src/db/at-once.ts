/**
 * The answers to several questions asked at once: PostgreSQL goes from one to the next without waiting for this process to
 * ask. The failure of one is thrown when all are answered: nothing may still be asked of a connection that is given back.
 */
export async function atOnce<const Questions extends readonly PromiseLike<unknown>[]>(
  questions: Questions,
): Promise<{ -readonly [Rank in keyof Questions]: Awaited<Questions[Rank]> }> {
  const asked = questions.map((question) => Promise.resolve(question))
  await Promise.allSettled(asked)
  return Promise.all(asked) as Promise<{ -readonly [Rank in keyof Questions]: Awaited<Questions[Rank]> }>
}
