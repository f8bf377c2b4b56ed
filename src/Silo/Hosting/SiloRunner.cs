using Maas.Aws.DynamoDb;
using Maas.Gateway.Hosting;
using Maas.Local.Data;

namespace Maas.Silo.Hosting;

/// <summary>Runs the host of a silo.</summary>
internal static partial class SiloRunner
{
    public static Task<int> RunAsync(Func<WebApplicationBuilder> compose, Action<WebApplication> map) =>
        HostRunner.RunAsync(
            compose,
            Prepare,
            map,
            static exception => exception is DataFolderLockedException or DataFolderUnusableException or DynamoDBTableException
        );

    private static void Prepare(WebApplication app)
    {
        app.Services.GetRequiredService<DataFolder>();
        foreach (var key in KnownSettings.FindUnknown(app.Configuration))
        {
            Log.UnknownSetting(app.Logger, key);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1001,
            LogLevel.Warning,
            "{Key} is set, but there is no such setting: it has no effect. docs/configuration.md lists all."
        )]
        public static partial void UnknownSetting(ILogger logger, string key);
    }
}
