using System.Xml.Linq;

namespace Maas.Silo.Tests.Architecture;

/// <summary>Holds the dependency table of docs/architecture.md: what each room may know of.</summary>
public sealed class DependencyTableTests
{
    /// <summary>Room → projects and packages it may name. Analyzers come from the build's own props and are not listed.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Tracking"] = [],
        ["Contracts"] = ["Tracking", "Microsoft.Orleans.Sdk"],
        ["Grains"] = ["Contracts", "Tracking", "Microsoft.Orleans.Server", "Microsoft.Orleans.Reminders"],
        ["Local"] = ["Tracking", "Microsoft.Data.Sqlite", "Microsoft.Orleans.Server", "System.IO.Hashing"],
        ["Aws"] =
        [
            "Tracking",
            "AWSSDK.Core",
            "AWSSDK.DynamoDBv2",
            "AWSSDK.S3",
            "AWSSDK.SecurityToken",
            "Microsoft.Orleans.Reminders",
            "Microsoft.Orleans.Server",
        ],
        ["SparkJobs"] =
        [
            "Tracking",
            "DuckDB.NET.Data.Full",
            "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["Gateway"] =
        [
            "Tracking",
            "Contracts",
            "Aws",
            "Microsoft.Orleans.Client",
            "Microsoft.Orleans.Connections.Security",
            "Microsoft.AspNetCore.OpenApi",
            "Scalar.AspNetCore",
            "System.IO.Hashing",
            "OpenTelemetry.Exporter.Prometheus.AspNetCore",
            "OpenTelemetry.Exporter.OpenTelemetryProtocol",
            "OpenTelemetry.Extensions.Hosting",
            "OpenTelemetry.Instrumentation.AspNetCore",
            "OpenTelemetry.Instrumentation.Runtime",
        ],
        ["Simulation"] = ["Tracking", "Spectre.Console"],
        ["Slack"] = ["Tracking", "Microsoft.Extensions.Http.Resilience", "Microsoft.Extensions.Options.ConfigurationExtensions"],
        ["Cli"] = ["Tracking", "Aws", "SparkJobs", "Simulation", "Local", "Spectre.Console", "System.CommandLine"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Project_References_StayWithinTheTable(string room)
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", room, room + ".csproj"));

        var named = project
            .Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference")
            .Select(element => element.Attribute("Include")!.Value)
            .Select(include => include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include) : include);

        named.Except(Allowed[room], StringComparer.Ordinal).ShouldBeEmpty($"src/{room} names what the dependency table does not allow");
    }

    [Fact]
    public void Namespaces_OfEveryRoom_BeginWithMaasAndTheRoom()
    {
        foreach (var folder in Directory.GetDirectories(Path.Combine(Repository.Root, "src")))
        {
            var room = Path.GetFileName(folder);
            foreach (var file in Repository.SourceFiles(folder))
            {
                var declaration = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
                if (declaration is not null)
                {
                    declaration.ShouldStartWith($"namespace Maas.{room}", Case.Sensitive, file);
                }
            }
        }
    }
}
