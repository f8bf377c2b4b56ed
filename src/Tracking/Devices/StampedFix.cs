namespace Maas.Tracking.Devices;

/// <summary>A position with the origin that set it. One without a latitude (NaN) but with a time means cleared.</summary>
public readonly record struct StampedFix<TOrigin>(Fix Fix, TOrigin Origin)
    where TOrigin : struct, IOrigin<TOrigin>
{
    public long At => Fix.At;

    public bool HasPosition => !double.IsNaN(Fix.Latitude);

    /// <summary>The winner of the two; of the same position at the same time, the one with the higher origin.</summary>
    public StampedFix<TOrigin> Join(in StampedFix<TOrigin> other)
    {
        var order = Precedence.Compare(Fix, other.Fix);
        order = order != 0 ? order : Origin.Against(other.Origin);
        return order >= 0 ? this : other;
    }
}

/// <summary>Positions that are none.</summary>
public static class StampedFix
{
    /// <summary>The absent position, which loses to every other.</summary>
    public static StampedFix<TOrigin> None<TOrigin>()
        where TOrigin : struct, IOrigin<TOrigin> => Cleared<TOrigin>(Precedence.Absent, default);

    public static StampedFix<TOrigin> Cleared<TOrigin>(long at, TOrigin origin)
        where TOrigin : struct, IOrigin<TOrigin> =>
        new(new Fix(at, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), origin);
}
