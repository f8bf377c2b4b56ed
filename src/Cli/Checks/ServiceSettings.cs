namespace Maas.Cli.Checks;

/// <summary>The settings of a service, as its process gets them: the variables of this shell, and over them those of its environment file.</summary>
internal static class ServiceSettings
{
    /// <summary>Reads a file as systemd reads <c>EnvironmentFile</c>: <c>NAME=VALUE</c> a line, perhaps quoted; <c>#</c> begins a comment.</summary>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(CliEnvironment environment, string? file)
    {
        var variables = new Dictionary<string, string>(environment.Variables(), StringComparer.Ordinal);
        try
        {
            foreach (var line in file is null ? [] : File.ReadAllLines(file))
            {
                if (line.Trim() is { Length: > 0 } setting && setting[0] != '#' && setting.Split('=', 2) is [var name, var value])
                {
                    variables[name.Trim()] = Unquoted(value.Trim());
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{file} cannot be read: {failure.Message}");
        }

        return variables;
    }

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is ('"' or '\'') && value[^1] == value[0] ? value[1..^1] : value;
}
