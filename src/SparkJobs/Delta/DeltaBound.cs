using System.Globalization;

namespace Maas.SparkJobs.Delta;

/// <summary>How values of a type are read from text and ordered, as engines order them.</summary>
internal abstract class DeltaBound
{
    /// <summary>The value, or null if it has no place in statistics (infinite, outside the years 1 to 9999).</summary>
    public abstract object? Parse(string text);

    public virtual int Compare(object left, object right) => ((IComparable)left).CompareTo(right);

    public static DeltaBound Of(DeltaType type) =>
        type switch
        {
            DeltaType.Long or DeltaType.Integer => new WholeNumber(),
            DeltaType.Double => new Number(),
            DeltaType.Timestamp => new Time(),
            DeltaType.Date => new Day(),
            DeltaType.String => new Text(),
            _ => new None(),
        };

    private sealed class WholeNumber : DeltaBound
    {
        public override object? Parse(string text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private sealed class Number : DeltaBound
    {
        public override object? Parse(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
    }

    private sealed class Time : DeltaBound
    {
        private static readonly string[] Forms =
        [
            "yyyy-MM-dd HH:mm:ss.FFFFFFzz",
            "yyyy-MM-dd HH:mm:ss.FFFFFF",
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'",
        ];

        public override object? Parse(string text) =>
            DateTimeOffset.TryParseExact(
                text,
                Forms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var value
            )
                ? value
                : null;
    }

    private sealed class Day : DeltaBound
    {
        public override object? Parse(string text) =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null;
    }

    /// <summary>Engines compare texts by their UTF-8 bytes, which is the order of code points, not of UTF-16.</summary>
    private sealed class Text : DeltaBound
    {
        public override object Parse(string text) => text;

        public override int Compare(object left, object right) =>
            System.Text.Encoding.UTF8.GetBytes((string)left).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes((string)right));
    }

    /// <summary>Delta keeps no bounds of truth values.</summary>
    private sealed class None : DeltaBound
    {
        public override object? Parse(string text) => null;
    }
}
