using System.Text.Json;
using Maas.Simulation.Service;

namespace Maas.Cli.Output;

/// <summary>Results as JSON, in the service's own style.</summary>
internal static class CliJson
{
    public static Task WriteAsync<T>(TextWriter output, T value) =>
        output.WriteLineAsync(JsonSerializer.Serialize(value, ServiceJson.Options));
}
