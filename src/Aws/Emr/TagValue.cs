using System.Text;

namespace Maas.Aws.Emr;

/// <summary>Makes any text fit for a tag of AWS: 256 characters at most, and few signs besides letters, digits and spaces.</summary>
internal static class TagValue
{
    public const int LengthMax = 256;

    private const string Signs = "+-=._:/@";

    /// <summary>Everything that a tag does not take, line ends among it, becomes one space; what is too long is cut.</summary>
    public static string Of(string text)
    {
        var value = new StringBuilder(Math.Min(text.Length, LengthMax));
        foreach (var sign in text)
        {
            if (value.Length == LengthMax)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(sign) || Signs.Contains(sign, StringComparison.Ordinal))
            {
                value.Append(sign);
            }
            else if (value.Length > 0 && value[^1] != ' ')
            {
                value.Append(' ');
            }
        }

        return value.ToString().TrimEnd();
    }
}
