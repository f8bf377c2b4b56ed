using System.Text;

namespace Maas.Tracking.Consent;

/// <summary>Which purpose each category of a client's consent tool stands for. Letter case does not count.</summary>
public sealed class ConsentCategories
{
    private readonly (byte[] Name, ConsentDenials Purpose)[] _categories;

    /// <param name="categories">Names of categories with the purpose that refusing them refuses.</param>
    public ConsentCategories(IEnumerable<KeyValuePair<string, ConsentDenials>> categories) =>
        _categories = [.. categories.Select(static category => (Encoding.UTF8.GetBytes(category.Key), category.Value))];

    /// <summary>The purpose of a category; none when the category is of no concern here.</summary>
    public ConsentDenials PurposeOf(ReadOnlySpan<byte> name)
    {
        foreach (var (known, purpose) in _categories)
        {
            if (known.Length == name.Length && Ascii.EqualsIgnoreCase(known, name))
            {
                return purpose;
            }
        }

        return ConsentDenials.None;
    }
}
