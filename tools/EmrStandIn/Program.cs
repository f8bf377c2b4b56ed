using Maas.EmrStandIn;

// EMR's API on one machine: README.md beside this file says how to use it.
await EmrStandInApp.Create(args).RunAsync();
