/** Of the desktop window, and of what is dropped on any. */
export const native = {
  menu: 'Menu',
  noProfiles: 'Profiles cannot be opened here yet: {file}',
  readBy: 'This reads it: {command}',
};
