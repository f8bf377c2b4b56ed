namespace Maas.Cli;

/// <summary>An expected end of a command other than success: a sentence for people, and a code for scripts.</summary>
internal sealed class CliException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code { get; } = code;
}
