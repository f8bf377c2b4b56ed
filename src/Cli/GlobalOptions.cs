using System.CommandLine;

namespace Maas.Cli;

/// <summary>The options that every command takes, and where their values come from when they are not given.</summary>
internal sealed class GlobalOptions
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    private readonly CliEnvironment _environment;
    private readonly Option<string?> _url = Text("--url", "URL", $"Address of the service [env MAAS_URL; default {DefaultUrl}]");
    private readonly Option<string?> _writeKey = Text(
        "--write-key",
        "KEY",
        "Key for sending events [env MAAS_WRITE_KEY; demo key on loopback]"
    );
    private readonly Option<string?> _readKey = Text("--read-key", "KEY", "Key for look-ups [env MAAS_READ_KEY; demo key on loopback]");
    private readonly Option<string?> _adminKey = Text("--admin-key", "KEY", "Key for runs [env MAAS_ADMIN_KEY; demo key on loopback]");
    private readonly Option<string?> _data = Text("--data", "FOLDER", "The service's data folder [env Maas__Data__Path; default ./data]");
    private readonly Option<bool> _json = new("--json") { Description = "Results as JSON on standard output", Recursive = true };

    public GlobalOptions(CliEnvironment environment) => _environment = environment;

    public IEnumerable<Option> All => [_url, _writeKey, _readKey, _adminKey, _data, _json];

    public Uri Url(ParseResult parsed)
    {
        var text = Value(parsed, _url, "MAAS_URL") ?? DefaultUrl;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CliException(ExitCode.Usage, $"'{text}' is no http or https address. Give one with --url or MAAS_URL.");
    }

    public string WriteKey(ParseResult parsed) => Key(parsed, _writeKey, "MAAS_WRITE_KEY", "demo-write-key");

    public string ReadKey(ParseResult parsed) => Key(parsed, _readKey, "MAAS_READ_KEY", "demo-read-key");

    public string AdminKey(ParseResult parsed) => Key(parsed, _adminKey, "MAAS_ADMIN_KEY", "demo-admin-key");

    public string DataFolder(ParseResult parsed) => Path.GetFullPath(Value(parsed, _data, "Maas__Data__Path") ?? "data");

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    private static Option<string?> Text(string name, string value, string description) =>
        new(name)
        {
            Description = description,
            HelpName = value,
            Recursive = true,
        };

    private string? Value(ParseResult parsed, Option<string?> option, string variable) =>
        parsed.GetValue(option) ?? (_environment.Variable(variable) is { Length: > 0 } value ? value : null);

    /// <summary>The demo keys are known to everybody, so they are only ever tried on this machine.</summary>
    private string Key(ParseResult parsed, Option<string?> option, string variable, string demoKey) =>
        Value(parsed, option, variable)
        ?? (
            Url(parsed).IsLoopback
                ? demoKey
                : throw new CliException(ExitCode.Usage, $"{Url(parsed)} needs a key: give it with {option.Name} or {variable}.")
        );
}
