using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Maas.Cli.Output;

/// <summary>The usual help, followed by the command's examples and by what the exit codes mean.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ExampleCommand { Examples: var examples })
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes: 0 done, 1 failed, 2 usage, 3 service unreachable, 4 not authorised, 5 not found");
        return code;
    }
}
