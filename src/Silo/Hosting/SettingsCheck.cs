using System.Text.Json;
using Maas.Gateway.Hosting;

namespace Maas.Silo.Hosting;

/// <summary>Tells what is wrong with the settings without a start: by the same composition and the same validators.</summary>
internal static class SettingsCheck
{
    private const int WouldNotStart = 1;

    /// <summary>Prints <c>{"refused":[…],"unknown":[…]}</c>: what a start would be refused for, and settings that it would pass over.</summary>
    public static async Task<int> RunAsync(Func<WebApplicationBuilder> compose)
    {
        IReadOnlyList<string> unknown = [];
        var refused = await HostRunner.FindRefusalsAsync(() =>
        {
            var builder = compose();
            unknown = KnownSettings.FindUnknown(builder.Configuration);
            return builder;
        });
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { refused, unknown }));
        return refused.Count == 0 ? 0 : WouldNotStart;
    }
}
