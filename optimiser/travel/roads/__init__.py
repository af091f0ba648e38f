"""Travel over the road network of an OpenStreetMap extract."""
