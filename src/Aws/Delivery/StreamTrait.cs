namespace Maas.Aws.Delivery;

/// <summary>One thing about a delivery stream that runs count on.</summary>
/// <param name="Name">What it is, such as <c>prefix</c>.</param>
/// <param name="Fits">Whether runs can count on it, as far as the service tells.</param>
/// <param name="Seen">What the service tells.</param>
/// <param name="Fix">What to do if it does not fit: a sentence.</param>
internal sealed record StreamTrait(string Name, bool Fits, string Seen, string Fix);
