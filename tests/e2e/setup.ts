import setup from '../helpers/build-apps.js';

export default setup;
