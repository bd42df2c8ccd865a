"""What must survive: kills, power cuts, full disks, databases that stand still, clocks that jump, races."""
