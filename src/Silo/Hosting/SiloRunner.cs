using Maas.Aws.DynamoDb;
using Maas.Local.Data;
using Microsoft.Extensions.Options;

namespace Maas.Silo.Hosting;

/// <summary>Runs the host, and turns what a person can mend into a message instead of a stack trace.</summary>
internal static partial class SiloRunner
{
    private const int StartFailed = 1;

    public static async Task<int> RunAsync(Func<WebApplicationBuilder> compose, Action<WebApplication> map)
    {
        try
        {
            await using var app = compose().Build();
            // Before anything takes an option for granted, so that one start names every mistake.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            // Before the host starts, because a host that fails half-way logs a stack beside the message below.
            app.Services.GetRequiredService<DataFolder>();
            ListenAddresses.ExpectFree(app.Configuration);
            foreach (var key in KnownSettings.FindUnknown(app.Configuration))
            {
                Log.UnknownSetting(app.Logger, key);
            }

            map(app);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { Count: > 0 } reasons)
        {
            Console.Error.WriteLine("Maas cannot start:");
            foreach (var reason in reasons)
            {
                Console.Error.WriteLine("  " + reason);
            }

            return StartFailed;
        }
    }

    private static List<string> Explain(Exception exception) =>
        exception switch
        {
            OptionsValidationException invalid => [.. invalid.Failures],
            AggregateException several when several.InnerExceptions.All(inner => Explain(inner).Count > 0) =>
            [
                .. several.InnerExceptions.SelectMany(Explain),
            ],
            DataFolderLockedException or DataFolderUnusableException or DynamoDBTableException or IOException { InnerException: null } =>
            [
                exception.Message,
            ],
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => [exception.Message],
            _ => [],
        };

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Key} is set, but there is no such setting: it has no effect. docs/configuration.md lists all."
        )]
        public static partial void UnknownSetting(ILogger logger, string key);
    }
}
