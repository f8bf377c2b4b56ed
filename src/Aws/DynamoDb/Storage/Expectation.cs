using System.Security.Cryptography;
using Maas.Aws.DynamoDb.Tables;

namespace Maas.Aws.DynamoDb.Storage;

/// <summary>What a writer expects to find, by the etag that it has: no record, the one with that etag, or any.</summary>
/// <param name="ETag">The record's etag; null where none is told.</param>
/// <param name="Any">Whether any record will do.</param>
internal readonly record struct Expectation(long? ETag, bool Any)
{
    /// <summary>The etag of whoever overwrites what is there without having read it.</summary>
    private const string AnyETag = "*";

    /// <summary>
    /// First etags are random below this, so that one from before a deletion does not fit the record that comes after it. The official
    /// package reads etags as 32 bits: a state has a billion writes before it.
    /// </summary>
    private const int FirstETagsEnd = 1 << 30;

    /// <summary>Null for an etag that fits no record.</summary>
    public static Expectation? Of(string? etag) =>
        etag switch
        {
            null or "" => new Expectation(null, Any: false),
            AnyETag => new Expectation(null, Any: true),
            _ => Attributes.Integer(etag) is { } number ? new Expectation(number, Any: false) : null,
        };

    /// <summary>The etag of the record that is written.</summary>
    public long Next() => ETag is { } current ? current + 1 : RandomNumberGenerator.GetInt32(FirstETagsEnd);

    /// <summary>The record has the etag; or there is one; or there is none, or one that has expired.</summary>
    public string Condition(Expression expression, DateTimeOffset now)
    {
        if (ETag is { } number)
        {
            return expression.Equal(StateItem.ETag, Attributes.Number(number));
        }

        if (Any)
        {
            return expression.Exists(StateItem.GrainReference);
        }

        var expired = $"{expression.Name(StateItem.GrainTtl)} <= {expression.Value(Attributes.Number(now.ToUnixTimeSeconds()))}";
        return $"{expression.Absent(StateItem.GrainReference)} OR {expired}";
    }
}
