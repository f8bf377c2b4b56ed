using System.Collections;

namespace Maas.Cli;

/// <summary>What a command touches of the outside world, so that a test can stand in for it.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Results, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, hints and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Results go to a terminal: draw tables.</summary>
    public required bool OutIsTerminal { get; init; }

    /// <summary>Progress goes to a terminal: draw bars.</summary>
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>All environment variables.</summary>
    public required Func<IReadOnlyDictionary<string, string>> Variables { get; init; }

    public required TimeProvider Time { get; init; }

    public static CliEnvironment OfProcess() =>
        new()
        {
            Out = Console.Out,
            Error = Console.Error,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Variable = Environment.GetEnvironmentVariable,
            Variables = ReadVariables,
            Time = TimeProvider.System,
        };

    private static Dictionary<string, string> ReadVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
