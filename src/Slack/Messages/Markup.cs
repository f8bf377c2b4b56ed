using System.Globalization;

namespace Maas.Slack.Messages;

/// <summary>Values in Slack's markup.</summary>
internal static class Markup
{
    /// <summary>Text as it is: three characters mean something to Slack.</summary>
    public static string Plain(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Text as it is, in a box of its own.</summary>
    public static string Box(string text) => $"```{Plain(text.Replace('`', '\''))}```";

    public static string Code(string text) => $"`{Plain(text)}`";

    public static string Link(Uri? address, string text) => address is null ? Code(text) : $"<{Plain(address.AbsoluteUri)}|{Plain(text)}>";

    /// <summary>An instant, which Slack shows in each reader's own time.</summary>
    public static string Time(DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<!date^{at.ToUnixTimeSeconds()}^{{date_short_pretty}} {{time}}|{at.UtcDateTime:yyyy-MM-dd HH:mm}Z>"
        );

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Cost(decimal usd) => string.Create(CultureInfo.InvariantCulture, $"about ${usd:0.00}");

    public static string Duration(TimeSpan time) =>
        time switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
            _ => $"{(int)time.TotalHours} h {time.Minutes} min",
        };
}
