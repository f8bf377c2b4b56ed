using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Maas.Silo.Tests.Processes;

/// <summary>A cluster's own authority, which signs certificates for its members.</summary>
internal sealed class ClusterAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset Until = DateTimeOffset.UnixEpoch.AddYears(90);

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _root;

    public ClusterAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Cluster authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(From, Until);
    }

    /// <summary>The settings of a member with a certificate of its own.</summary>
    /// <param name="member">Its name, for the files.</param>
    /// <param name="trusted">The authorities whose members it accepts.</param>
    public Dictionary<string, string> Settings(string member, params ClusterAuthority[] trusted)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={member}", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(_root, From, Until, Guid.NewGuid().ToByteArray());
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Maas__Cluster__Tls__CertificatePath"] = Write($"{member}.pem", certificate.ExportCertificatePem()),
            ["Maas__Cluster__Tls__KeyPath"] = Write($"{member}.key", key.ExportPkcs8PrivateKeyPem()),
            ["Maas__Cluster__Tls__AuthorityPath"] = Write(
                $"{member}-authority.pem",
                string.Join('\n', trusted.Select(authority => authority._root.ExportCertificatePem()))
            ),
        };
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    private string Write(string name, string pem)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
