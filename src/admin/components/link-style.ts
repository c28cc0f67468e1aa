/** Of links within text. Not the dashboard's blue, which is too pale on white for WCAG AA. */
export const LINK =
  "text-ui-fg-base hover:text-ui-fg-subtle transition-fg focus-visible:shadow-borders-focus rounded-sm underline underline-offset-2 outline-none"
