/** Of the desktop window, and of what is dropped on any. */
export const native = {
  menu: 'Menu',
};
