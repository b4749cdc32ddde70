require('./gone.js'); // the module was removed
