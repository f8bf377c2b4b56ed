namespace Maas.Simulation.Traffic;

/// <summary>The kinds in words.</summary>
public static class MalformedKinds
{
    public static string Describe(MalformedKind kind) =>
        kind switch
        {
            MalformedKind.NotAnObject => "not an object",
            MalformedKind.WithoutType => "without a type",
            MalformedKind.UnknownType => "of an unknown type",
            MalformedKind.WithoutIdentity => "without an identity",
            MalformedKind.TooLarge => "too large",
            MalformedKind.LongMessageId => "with an overlong message id",
            _ => $"{kind}",
        };
}
