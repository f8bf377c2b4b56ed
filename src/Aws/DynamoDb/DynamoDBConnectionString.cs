using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Aws.DynamoDb;

/// <summary>Options from one line, as the official packages' settings and tests give them.</summary>
public static class DynamoDBConnectionString
{
    /// <summary>
    /// Sets what <c>Service=http://127.0.0.1:8000;TableName=Silos;CreateIfNotExists=false</c> names; an option's name is its property's. What has
    /// no value is left as it is.
    /// </summary>
    /// <exception cref="FormatException">A part is no <c>Name=value</c>.</exception>
    /// <exception cref="InvalidOperationException">A value is not of its option's type; the message names it.</exception>
    public static void ParseConnectionString(this DynamoDBClientOptions options, string connectionString)
    {
        var settings = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Setting)
            .Where(setting => !string.IsNullOrEmpty(setting.Value))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(options);
    }

    /// <summary>A provider's section of Orleans' configuration: its <c>ConnectionString</c>, over it the options by name; <c>Region</c> for a service.</summary>
    internal static OptionsBuilder<TOptions> BindProvider<TOptions>(this OptionsBuilder<TOptions> builder, IConfigurationSection section)
        where TOptions : DynamoDBClientOptions =>
        builder
            .Configure(options => options.ParseConnectionString(section["ConnectionString"] ?? ""))
            .Bind(section)
            .Configure(options => options.Service ??= section["Region"]);

    /// <summary>Values may hold further equals signs: secret keys end with them.</summary>
    private static KeyValuePair<string, string?> Setting(string part) =>
        part.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? new(part[..at].Trim(), part[(at + 1)..].Trim())
            : throw new FormatException("A part of the connection string for DynamoDB is no Name=value.");
}
