using Maas.Cli;

return await CliApp.RunAsync(args, CliEnvironment.OfProcess(), CancellationToken.None);
