using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>A certificate authority of the server's own, the server's certificate and that of its administrator. Kept in a directory if there is one, so that a kubeconfig outlives a restart.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private static readonly string[] FileNames = ["ca.crt", "server.crt", "server.key", "admin.crt", "admin.key"];

    private readonly X509Certificate2 _server;
    private readonly Lazy<SslStreamCertificateContext> _context;

    private ServerCertificates(string ca, string serverCertificate, string serverKey, string adminCertificate, string adminKey)
    {
        CaPem = ca;
        AdminCertificatePem = adminCertificate;
        AdminKeyPem = adminKey;
        Ca = X509Certificate2.CreateFromPem(ca);
        _server = X509Certificate2.CreateFromPem(serverCertificate, serverKey);
        _context = new Lazy<SslStreamCertificateContext>(() => SslStreamCertificateContext.Create(_server, null, offline: true));
    }

    public string CaPem { get; }

    public string AdminCertificatePem { get; }

    public string AdminKeyPem { get; }

    public X509Certificate2 Ca { get; }

    /// <summary>What the server shows, with its private key. Made when it is first asked for: for its chain the platform reads everything that the machine trusts, once in a process.</summary>
    public SslStreamCertificateContext Server => _context.Value;

    /// <summary>Reads what an earlier run left in the directory, or makes new certificates and writes them there.</summary>
    /// <param name="directory">Null: nothing is kept.</param>
    /// <param name="now">From an hour before this they are valid, for ten years.</param>
    public static ServerCertificates Load(string? directory, DateTimeOffset now)
    {
        if (directory is not null && FileNames.All(name => File.Exists(Path.Combine(directory, name))))
        {
            var kept = FileNames.Select(name => File.ReadAllText(Path.Combine(directory, name))).ToArray();
            return new ServerCertificates(kept[0], kept[1], kept[2], kept[3], kept[4]);
        }

        var made = Make(now);
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            foreach (var (name, pem) in FileNames.Zip(made))
            {
                Write(Path.Combine(directory, name), pem);
            }
        }

        return new ServerCertificates(made[0], made[1], made[2], made[3], made[4]);
    }

    /// <summary>Whether a client's certificate was issued by this authority and is valid now.</summary>
    public bool Issued(X509Certificate2 client, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(client);
    }

    public void Dispose()
    {
        Ca.Dispose();
        _server.Dispose();
    }

    private static string[] Make(DateTimeOffset now)
    {
        var from = now.AddHours(-1);
        var until = now.AddYears(10);
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=settlement-sandbox-ca", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        caRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(caRequest.PublicKey, false));
        using var ca = caRequest.CreateSelfSigned(from, until);

        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"])
        {
            names.AddDnsName(name);
        }

        foreach (var address in (string[])["127.0.0.1", "::1", "10.96.0.1"])
        {
            names.AddIpAddress(System.Net.IPAddress.Parse(address));
        }

        var server = Issue(ca, "CN=kube-apiserver", "1.3.6.1.5.5.7.3.1", names.Build());
        var admin = Issue(ca, "O=system:masters, CN=kubernetes-admin", "1.3.6.1.5.5.7.3.2", null);
        return [ca.ExportCertificatePem(), server.Certificate, server.Key, admin.Certificate, admin.Key];
    }

    private static (string Certificate, string Key) Issue(X509Certificate2 ca, string subject, string use, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7f;
        using var issued = request.Create(ca, ca.NotBefore, ca.NotAfter, serial);
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
