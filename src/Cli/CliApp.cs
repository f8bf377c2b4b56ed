using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Maas.Cli.Commands;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli;

/// <summary>The command line as a whole.</summary>
internal static class CliApp
{
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var parsed = CreateRoot(environment).Parse(args);
        if (parsed is { Action: ParseErrorAction, Errors.Count: > 0 } && args.Length > 0)
        {
            return await ReportUsageAsync(parsed, environment);
        }

        var configuration = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
        };
        try
        {
            return args.Length == 0
                ? await CreateRoot(environment).Parse(["--help"]).InvokeAsync(configuration, cancellationToken)
                : await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CliException failure)
        {
            await environment.Error.WriteLineAsync($"maas: {failure.Message}");
            return (int)failure.Code;
        }
        catch (ServiceException failure)
        {
            var hint = failure.Kind == ServiceFailureKind.Unreachable ? " Start one with: dotnet run -c Release --project src/Silo" : "";
            await environment.Error.WriteLineAsync($"maas: {failure.Message}{hint}");
            return (int)CodeOf(failure.Kind);
        }
        catch (OperationCanceledException)
        {
            await environment.Error.WriteLineAsync("maas: broken off.");
            return (int)ExitCode.Failed;
        }
    }

    public static RootCommand CreateRoot(CliEnvironment environment)
    {
        var options = new GlobalOptions(environment);
        var root = new RootCommand("Maas: simulate traffic, look devices up, run the hourly batch, query the lake.")
        {
            SimulateCommand.Create(environment, options),
            ReplayCommand.Create(environment, options),
            DeviceCommand.Create(environment, options),
            RunsCommand.Create(environment, options),
            RunCommand.Create(environment, options),
            BackfillsCommand.Create(environment, options),
            CancelCommand.Create(environment, options),
            RebuildCommand.Create(environment, options),
            SqlCommand.Create(environment, options),
            CheckCommand.Create(environment, options),
            CostCommand.Create(environment, options),
        };
        foreach (var option in options.All)
        {
            root.Options.Add(option);
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static async Task<int> ReportUsageAsync(ParseResult parsed, CliEnvironment environment)
    {
        foreach (var error in parsed.Errors.Where(error => parsed.Errors.Count == 1 || !IsMissingCommand(error)))
        {
            await environment.Error.WriteLineAsync($"maas: {WithoutTypeName(error.Message)}");
        }

        var command = parsed.CommandResult.Command is RootCommand ? "maas" : $"maas {parsed.CommandResult.Command.Name}";
        await environment.Error.WriteLineAsync($"Try '{command} --help'.");
        return (int)ExitCode.Usage;
    }

    /// <summary>An unknown command is reported twice; the other message names it.</summary>
    private static bool IsMissingCommand(ParseError error) => error.Message.StartsWith("Required command", StringComparison.Ordinal);

    /// <summary>The library ends the message with the type of .NET that the option is bound to.</summary>
    private static string WithoutTypeName(string message)
    {
        var end = message.IndexOf(" as expected type", StringComparison.Ordinal);
        return end < 0 ? message : $"{message[..end]}.";
    }

    private static ExitCode CodeOf(ServiceFailureKind kind) =>
        kind switch
        {
            ServiceFailureKind.Unreachable => ExitCode.Unreachable,
            ServiceFailureKind.NotAuthorised => ExitCode.NotAuthorised,
            ServiceFailureKind.NotFound => ExitCode.NotFound,
            ServiceFailureKind.Wrong => ExitCode.Usage,
            _ => ExitCode.Failed,
        };
}
