namespace Maas.Cli.Output;

/// <summary>Unlike <see cref="Progress{T}"/> it reports at once and in order, so that nothing comes after the end.</summary>
internal sealed class Immediate<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
