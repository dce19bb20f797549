/**
 * Two threads crossing, each over the other in turn: the name of the platform, drawn. Decorative.
 * A pattern rather than one long path, so that the weave keeps its size whatever the width of the page.
 */
export function WovenLine() {
  return (
    <svg class="motif" width="100%" height="16" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="trame-motif" width="48" height="16" patternUnits="userSpaceOnUse">
          <path class="motif-weft" d="M0 3c12 0 12 10 24 10s12-10 24-10" />
          <path class="motif-warp" d="M0 13c12 0 12-10 24-10s12 10 24 10" />
          <path class="motif-halo" d="M9 5.5L15 10.5M33 5.5L39 10.5" />
          <path class="motif-weft" d="M7 4.1C9 5.2 15 10.8 17 11.9" />
          <path class="motif-warp" d="M31 4.1C33 5.2 39 10.8 41 11.9" />
        </pattern>
      </defs>
      <rect width="100%" height="16" fill="url(#trame-motif)" />
    </svg>
  )
}
