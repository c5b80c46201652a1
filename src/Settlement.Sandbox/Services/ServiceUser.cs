using System.Globalization;

namespace Settlement.Sandbox.Services;

/// <summary>
/// The user that PostgreSQL runs as. It refuses to run as root, for good reason; so where the sandbox is root, it
/// gives the data directory to another user and starts the server as that one.
/// </summary>
internal sealed class ServiceUser
{
    private static readonly string[] Preferred = ["postgres", "nobody"];
    private readonly string? _setpriv;
    private readonly uint _user;
    private readonly uint _group;

    private ServiceUser(string? setpriv, uint user, uint group)
    {
        _setpriv = setpriv;
        _user = user;
        _group = group;
    }

    /// <summary>The user to take: this process's own, unless that is root.</summary>
    /// <exception cref="SandboxException">This is root, and there is no way to become somebody else.</exception>
    public static ServiceUser Choose()
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServiceUser(null, 0, 0);
        var setpriv = HelperProgram.Find("setpriv")
            ?? throw new SandboxException("PostgreSQL does not run as root, and 'setpriv' (package util-linux) is absent: install it, or start the sandbox as another user.");
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var account = Preferred.Select(name => accounts.Find(fields => fields[0] == name)).FirstOrDefault(fields => fields is not null)
            ?? throw new SandboxException("PostgreSQL does not run as root, and there is neither a user 'postgres' nor 'nobody': start the sandbox as another user.");
        return new ServiceUser(setpriv, uint.Parse(account[2], CultureInfo.InvariantCulture), uint.Parse(account[3], CultureInfo.InvariantCulture));
    }

    /// <summary>The command, run as that user.</summary>
    public IReadOnlyList<string> Command(params string[] command) =>
        _setpriv is null ? command : [_setpriv, $"--reuid={_user}", $"--regid={_group}", "--clear-groups", "--", .. command];

    /// <summary>Gives a directory or file to that user.</summary>
    public void Own(string path)
    {
        if (_setpriv is not null)
            Posix.ChangeOwner(path, _user, _group);
    }

    /// <summary>Whether that user can work in the directory; not so below a home that is closed to others.</summary>
    public async Task<bool> CanUseAsync(string directory, CancellationToken cancellationToken)
    {
        if (_setpriv is null)
            return true;
        var answer = await HelperProgram.RunAsync(
            Command("/bin/sh", "-c", "test -w \"$1\" && cd \"$1\"", "sh", directory), Timeouts.HelperProgram, null, null, cancellationToken);
        return answer.ExitCode == 0;
    }
}
