using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>An attribute of a key and its type.</summary>
internal sealed record KeyAttribute(string Name, ScalarAttributeType Type);

/// <summary>An index over all attributes of a table.</summary>
internal sealed record TableIndex(string Name, KeyAttribute Hash, KeyAttribute Range);

/// <summary>What a table must look like to be used.</summary>
internal sealed record TableShape(KeyAttribute Hash, KeyAttribute Range, params TableIndex[] Indexes)
{
    public List<KeySchemaElement> Keys => Schema(Hash, Range);

    public List<AttributeDefinition> Attributes =>
        [
            .. Indexes
                .SelectMany(index => (KeyAttribute[])[index.Hash, index.Range])
                .Prepend(Range)
                .Prepend(Hash)
                .Distinct()
                .Select(attribute => new AttributeDefinition(attribute.Name, attribute.Type)),
        ];

    public List<GlobalSecondaryIndex>? GlobalIndexes(ProvisionedThroughput? throughput) =>
        Indexes.Length == 0
            ? null
            :
            [
                .. Indexes.Select(index => new GlobalSecondaryIndex
                {
                    IndexName = index.Name,
                    KeySchema = Schema(index.Hash, index.Range),
                    Projection = new Projection { ProjectionType = ProjectionType.ALL },
                    ProvisionedThroughput = throughput,
                }),
            ];

    /// <summary>Whether the table has these keys and at least these indexes.</summary>
    public bool Fits(TableDescription table)
    {
        var types = table.AttributeDefinitions.Select(attribute => (attribute.AttributeName, attribute.AttributeType)).ToHashSet();
        var indexes = (table.GlobalSecondaryIndexes ?? []).Select(index => index.IndexName);
        return table
                .KeySchema.Select(key => (key.AttributeName, key.KeyType))
                .SequenceEqual(Keys.Select(key => (key.AttributeName, key.KeyType)))
            && Attributes.TrueForAll(attribute => types.Contains((attribute.AttributeName, attribute.AttributeType)))
            && !Indexes.Select(index => index.Name).Except(indexes, StringComparer.Ordinal).Any();
    }

    /// <summary>The shape in words, for a person who has to create the table.</summary>
    public override string ToString() =>
        $"hash key {Hash.Name} ({Hash.Type}), range key {Range.Name} ({Range.Type})"
        + string.Concat(
            Indexes.Select(index =>
                $", index {index.Name} ({index.Hash.Name} {index.Hash.Type}, {index.Range.Name} {index.Range.Type}, all attributes)"
            )
        );

    private static List<KeySchemaElement> Schema(KeyAttribute hash, KeyAttribute range) =>
        [new(hash.Name, KeyType.HASH), new(range.Name, KeyType.RANGE)];
}
