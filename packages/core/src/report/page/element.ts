type Child = Node | string | undefined

/** Creates an element; text is never parsed as HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** A button that looks like a link. */
export function makeLink(text: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button', class: 'link' }, text)
  button.addEventListener('click', onClick)
  return button
}

/** An element of the page that must exist. */
export function find<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`There is no #${id}`)
  return element as T
}
