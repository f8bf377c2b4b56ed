namespace Maas.Aws.DynamoDb;

/// <summary>A table cannot be used; the message says which, why and what to do.</summary>
public sealed class DynamoDBTableException(string message, Exception? cause = null) : Exception(message, cause);
