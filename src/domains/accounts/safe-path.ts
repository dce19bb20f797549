/** Where to go after sign-in: a path of this site, never another one. */
export function safePath(next: string | undefined): string {
  return next && /^\/(?![/\\])[\w\-./?=&%]*$/.test(next) ? next : '/'
}
