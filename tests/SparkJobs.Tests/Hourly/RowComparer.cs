namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Compares rows value by value.</summary>
internal sealed class RowComparer : IEqualityComparer<object?[]>
{
    public bool Equals(object?[]? x, object?[]? y) => x is not null && y is not null && x.SequenceEqual(y);

    public int GetHashCode(object?[] obj) => obj.Length;
}
