import { boot } from './app/boot.js';

boot();
