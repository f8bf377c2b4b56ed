using System.Text;

namespace Maas.SparkJobs.Jobs;

/// <summary>
/// Macros for engines whose SQL has none: reads a prelude of <c>CREATE MACRO name(parameters) AS body;</c> and replaces calls in other
/// texts by the body, arguments in place of parameters.
/// </summary>
internal sealed class SqlMacros
{
    private const string Start = "CREATE MACRO ";
    private readonly Dictionary<string, (string[] Parameters, string Body)> _macros = new(StringComparer.Ordinal);

    public SqlMacros(string prelude)
    {
        foreach (var line in prelude.Split('\n').Where(line => line.StartsWith(Start, StringComparison.Ordinal)))
        {
            var open = line.IndexOf('(', StringComparison.Ordinal);
            var (arguments, end) = Arguments(line, open);
            var body = line[(end + 1)..].Trim();
            if (!body.StartsWith("AS ", StringComparison.Ordinal) || !body.EndsWith(';'))
            {
                throw new FormatException($"Not a macro on one line: {line}");
            }

            _macros.Add(line[Start.Length..open].Trim(), ([.. arguments.Select(argument => argument.Trim())], body[3..^1].Trim()));
        }
    }

    /// <summary>The text with all calls of macros replaced, those inside arguments and bodies too.</summary>
    public string Expand(string sql)
    {
        var text = new StringBuilder(sql.Length * 2);
        for (var at = 0; at < sql.Length; )
        {
            var length = TokenLength(sql, at);
            var token = sql.Substring(at, length);
            at += length;
            if (!_macros.TryGetValue(token, out var macro) || at >= sql.Length || sql[at] != '(')
            {
                text.Append(token);
                continue;
            }

            var (arguments, end) = Arguments(sql, at);
            if (arguments.Count != macro.Parameters.Length)
            {
                throw new FormatException($"Macro {token} takes {macro.Parameters.Length} arguments, not {arguments.Count}.");
            }

            var values = macro
                .Parameters.Zip(arguments)
                .ToDictionary(pair => pair.First, pair => Expand(pair.Second.Trim()), StringComparer.Ordinal);
            text.Append('(').Append(Expand(Fill(macro.Body, values))).Append(')');
            at = end + 1;
        }

        return text.ToString();
    }

    private static string Fill(string body, Dictionary<string, string> values)
    {
        var text = new StringBuilder(body.Length * 2);
        for (var at = 0; at < body.Length; )
        {
            var length = TokenLength(body, at);
            var token = body.Substring(at, length);
            text.Append(values.TryGetValue(token, out var value) ? $"({value})" : token);
            at += length;
        }

        return text.ToString();
    }

    /// <summary>The arguments in the parentheses that open at an index, and where these close.</summary>
    private static (List<string> Arguments, int End) Arguments(string sql, int open)
    {
        List<string> arguments = [];
        var depth = 0;
        var start = open + 1;
        for (var at = open; at < sql.Length; at += TokenLength(sql, at))
        {
            switch (sql[at])
            {
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    arguments.Add(sql[start..at]);
                    return (arguments, at);
                case ',' when depth == 1:
                    arguments.Add(sql[start..at]);
                    start = at + 1;
                    break;
            }
        }

        throw new FormatException($"The parenthesis at {open} does not close: {sql}");
    }

    /// <summary>The length of the word, quoted text, comment or single character at an index.</summary>
    private static int TokenLength(string sql, int at)
    {
        var end = at + 1;
        if (sql[at] == '\'')
        {
            while (end < sql.Length && sql[end] != '\'')
            {
                end++;
            }

            return Math.Min(end + 1, sql.Length) - at;
        }

        if (sql[at] == '-' && end < sql.Length && sql[end] == '-')
        {
            while (end < sql.Length && sql[end] != '\n')
            {
                end++;
            }

            return end - at;
        }

        if (!IsWord(sql[at]))
        {
            return 1;
        }
        while (end < sql.Length && IsWord(sql[end]))
        {
            end++;
        }

        return end - at;
    }

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
