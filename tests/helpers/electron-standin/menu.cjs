// Electron's `Menu`.
const { app } = require('./app.cjs');
const { note } = require('./journal.cjs');

class MenuItem {
  constructor(options) {
    if (!options.label && !options.role && options.type !== 'separator')
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    Object.assign(this, { enabled: true, label: options.role ?? '' }, options);
    this.click = () => {
      if (!this.enabled) return;
      note('menuClick', { label: this.label });
      if (options.role === 'quit') app.quit();
      else options.click?.(this);
    };
    if (Array.isArray(options.submenu)) this.submenu = Menu.buildFromTemplate(options.submenu);
  }
}

class Menu {
  items = [];
  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  popup({ x, y }) {
    note('popup', { x, y, labels: this.items.map(({ label }) => label) });
  }
  static application = null;
  static buildFromTemplate(template) {
    const menu = new Menu();
    menu.items = template.map((options) => new MenuItem(options));
    return menu;
  }
  static setApplicationMenu(menu) {
    Menu.application = menu;
  }
  static getApplicationMenu() {
    return Menu.application;
  }
}

module.exports = { Menu };
