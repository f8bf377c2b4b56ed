namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>
/// Members that have no column of their own, as they stand in the body: one or several neighbours, <c>"name":value,"name":value</c>.
/// </summary>
/// <param name="Start">The first name's opening quote.</param>
/// <param name="Length">Up to the end of the last value.</param>
/// <param name="Container">The object that holds them.</param>
internal readonly record struct ExtraMember(int Start, int Length, Field Container)
{
    public int End => Start + Length;
}
