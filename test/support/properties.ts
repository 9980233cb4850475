import fc from 'fast-check';

// The same examples at every run: a failure is one for whoever runs the tests next, too.
fc.configureGlobal({ seed: 20_260_101 });
