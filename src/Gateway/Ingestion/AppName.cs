using System.Text;

namespace Maas.Gateway.Ingestion;

/// <summary>An app's name in both its forms, so that no row and no call encodes it again.</summary>
internal sealed class AppName(string text)
{
    public string Text { get; } = text;

    /// <summary>ASCII that needs no quotes in CSV.</summary>
    public byte[] Utf8 { get; } = Encoding.ASCII.GetBytes(text);
}
