using System.Net;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// Gives each pod its own loopback address 127.a.b.n, so that pods may listen on the same port. a and b come from the port that the log endpoint
/// holds on this machine, so two sandboxes never share an address and none is 127.0.0.1.
/// </summary>
internal sealed class PodAddresses(int endpointPort)
{
    /// <summary>How many pods can have an address at the same time.</summary>
    public const int Capacity = 254;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _taken = [];
    private int _last;

    /// <exception cref="InvalidOperationException">All addresses are taken.</exception>
    public IPAddress Take()
    {
        lock (_gate)
        {
            for (var tried = 0; tried < Capacity; tried++)
            {
                // The longest unused one next: a client of a dead pod should not meet a new one.
                _last = (_last % Capacity) + 1;
                if (_taken.Add(_last))
                {
                    return new IPAddress([127, (byte)(endpointPort >> 8), (byte)(endpointPort & 0xFF), (byte)_last]);
                }
            }
        }

        throw new InvalidOperationException($"The sandbox's node runs at most {Capacity} pods.");
    }

    public void Return(IPAddress address)
    {
        lock (_gate)
        {
            _taken.Remove(address.GetAddressBytes()[3]);
        }
    }
}
