/** Takes for text what VitePress would read more into than GitHub does. */
export function readAsGitHub(markdown) {
  markdown.core.ruler.push('as-on-github', ({ tokens }) => {
    for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
      // Double braces would be an expression of Vue.
      if (token.type === 'code_inline') token.attrSet('v-pre', '')
      // Digits in what a block is marked with for the end-to-end tests would be lines to highlight.
      if (token.type === 'fence') token.info = token.info.split(' ')[0]
    }
  })
}
