namespace Maas.Aws.Prices;

/// <summary>A file of prices cannot be used.</summary>
public sealed class PriceFileException(string path, string reason) : Exception($"{path}: {reason}");
