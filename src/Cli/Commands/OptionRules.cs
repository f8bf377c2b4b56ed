using System.CommandLine;

namespace Maas.Cli.Commands;

/// <summary>Bounds of numeric options, reported as usage errors.</summary>
internal static class OptionRules
{
    /// <summary>Refuses values of 0 and below.</summary>
    public static Option<T> Positive<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            // A value that is no number is the parser's to report.
            if (result.Tokens is [.., var token] && double.TryParse(token.Value, out var value) && value <= 0)
            {
                result.AddError($"{option.Name} must be above 0.");
            }
        });
        return option;
    }
}
